import { PERMISSIONS, type Permission, refusalOf } from '@beli/contract';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AppError } from '../errors.js';
import type { Viewer } from '../viewer.js';
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
    admit(route.access, context.viewer);
    return true;
  }
}

/** @throws AppError UNAUTHORIZED or FORBIDDEN, by the table of permissions */
export function admit(permission: Permission, viewer: Viewer): void {
  const refusal = refusalOf(permission, viewer);
  if (refusal === 'sign-in') throw new AppError('UNAUTHORIZED', 'Sign in first.');
  if (refusal === 'role') {
    const { roles } = PERMISSIONS[permission];
    throw new AppError('FORBIDDEN', `This needs the role ${[roles].flat().join(' or ')}.`);
  }
  if (refusal === 'scope') throw new AppError('FORBIDDEN', 'This token was not made for that.');
}
