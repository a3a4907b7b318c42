import { AsyncLocalStorage } from 'node:async_hooks';
import {
  applyDecorators,
  Inject,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { DataSource, type EntityManager } from 'typeorm';

const running = new AsyncLocalStorage<EntityManager>();

/** As `TransactionHost.getInstance().tx`: the open transaction, or what is none. */
export function currentManager(source: DataSource): EntityManager {
  return running.getStore() ?? source.manager;
}

/** Runs a method in a transaction, as `@Transactional()` of @nestjs-cls/transactional does. */
export function Transactional(source: DataSource, attempts = 1): MethodDecorator {
  return (_target, _name, descriptor: TypedPropertyDescriptor<any>) => {
    const method = descriptor.value;
    descriptor.value = new Proxy(method, {
      async apply(_method, self, args) {
        for (let attempt = 1; ; attempt++) {
          try {
            return await source.transaction((manager) =>
              running.run(manager, () => method.apply(self, args)),
            );
          } catch (error) {
            if (attempt === attempts) throw error;
          }
        }
      },
    });
    for (const key of Reflect.getMetadataKeys(method)) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, method), descriptor.value);
    }
  };
}

/** What a request carries in Vendure, and its handlers get by `@Ctx()`. */
export class RequestContext {
  constructor(readonly manager?: EntityManager) {}
}

/** Runs the handler in a transaction, and gives its request a context with it, as Vendure documents. */
@Injectable()
class TransactionInterceptor implements NestInterceptor {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const work = async (manager: EntityManager) => {
      execution.switchToHttp().getRequest().ctx = new RequestContext(manager);
      return lastValueFrom(next.handle());
    };
    return of(this.source.transaction(work));
  }
}

export const Transaction = () => applyDecorators(UseInterceptors(TransactionInterceptor));
