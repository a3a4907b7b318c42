import { call, toQuery } from '../api/call.js';
import type { RequestPage } from '../api/types.js';
import type { PageQuery } from './request-pages.js';

export function loadRequests(query: PageQuery): Promise<RequestPage> {
  return call<RequestPage>(`requests${toQuery({ ...query })}`);
}
