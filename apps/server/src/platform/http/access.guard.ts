import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AppError } from '../errors.js';
import { routeOf } from './endpoint.js';
import { currentContext } from './request-context.js';

/** Lets in whom the route of the contract lets in. Who it is was found out before (request-hooks). */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const route = routeOf(execution.getHandler());
    const context = currentContext();
    if (!route || !context) return true;
    context.route = route;
    if (context.viewer?.isSuspended && !route.whileSuspended) {
      throw new AppError('ACCOUNT_SUSPENDED', 'This account is suspended.');
    }
    if (route.access === 'public') return true;
    if (!context.viewer) throw new AppError('UNAUTHORIZED', 'Sign in first.');
    if (route.access !== 'user' && !route.access.includes(context.viewer.role)) {
      throw new AppError('FORBIDDEN', `This needs the role ${route.access.join(' or ')}.`);
    }
    return true;
  }
}
