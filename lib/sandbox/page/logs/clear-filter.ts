import { changeQuery } from '../state/route.js';
import { FILTER_NAMES } from './filter.js';

export function clearFilter(): void {
  changeQuery(Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined])));
}
