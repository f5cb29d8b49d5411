import { randomUUID } from 'node:crypto';
import {
  CLIENT_MESSAGES,
  type ClientAnswer,
  type ClientMessage,
  type ClientPayload,
  type RefusedMessage,
} from '@beli/contract';
import type { AccessGate } from '../auth/access-gate.js';
import { AppError, invalid } from '../errors.js';
import { admit } from '../http/access.guard.js';
import { faultOf } from '../http/error-response.js';
import { runInContext } from '../http/request-context.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Actor } from '../viewer.js';
import { MessageBudget } from './message-budget.js';
import { type LiveSocket, tell } from './socket-data.js';

/** Does what a message asks for; `actor` is who sent it, as they stand now. */
export type MessageHandler<N extends ClientMessage> = (
  actor: Actor,
  payload: ClientPayload<N>,
  socket: LiveSocket,
) => Promise<ClientAnswer<N>>;

type AnyHandler = (actor: Actor, payload: never, socket: LiveSocket) => Promise<unknown>;

type Acknowledge = (answer: object) => void;

/** Messages of clients: checked by the contract, handled by whoever said so, answered in one form. */
export class ClientMessages {
  private readonly handlers = new Map<string, AnyHandler>();

  constructor(
    private readonly gate: AccessGate,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  handle<N extends ClientMessage>(name: N, handler: MessageHandler<N>): void {
    if (this.handlers.has(name)) throw new Error(`the message ${name} has two handlers`);
    this.handlers.set(name, handler);
  }

  /** @throws when a message of the contract would stay without an answer */
  verify(): void {
    const missing = Object.keys(CLIENT_MESSAGES).filter((name) => !this.handlers.has(name));
    if (missing.length > 0) throw new Error(`messages without a handler: ${missing.join(', ')}`);
  }

  listen(socket: LiveSocket): void {
    const budget = new MessageBudget(performance.now());
    socket.onAny((name: string, ...sent: unknown[]) => {
      const verdict = budget.take(performance.now());
      if (verdict === 'flooded') socket.disconnect(true);
      else this.receive(socket, name, sent, verdict === 'taken');
    });
  }

  private receive(socket: LiveSocket, name: string, sent: unknown[], isTaken: boolean): void {
    const acknowledge = typeof sent.at(-1) === 'function' ? (sent.pop() as Acknowledge) : undefined;
    const requestId = randomUUID();
    const context = { requestId, startedAt: performance.now(), viewer: socket.data.actor, route: undefined };
    runInContext(context, () => {
      const answered = isTaken ? this.answer(socket, name, sent[0]) : Promise.reject(TOO_MANY());
      answered.then(
        (data) => {
          this.count(name, 'ok');
          acknowledge?.(data === undefined ? { ok: true } : { ok: true, data });
        },
        (thrown: unknown) => this.refuse(socket, name, thrown, requestId, acknowledge),
      );
    });
  }

  private async answer(socket: LiveSocket, name: string, message: unknown): Promise<unknown> {
    const definition = isClientMessage(name) ? CLIENT_MESSAGES[name] : undefined;
    const handler = this.handlers.get(name);
    if (!definition || !handler)
      throw new AppError('VALIDATION_ERROR', `There is no message ${name.slice(0, 50)}.`);
    const payload = definition.payload.safeParse(message ?? {});
    if (!payload.success) {
      throw invalid(
        payload.error.issues.map(({ path, code, message }) => ({ path: path.join('.'), code, message })),
      );
    }
    const { actor, token, address } = socket.data;
    if (definition.access === null) return handler(actor, payload.data as never, socket);
    const { viewer } = await this.gate.admit(token, address, 'write');
    if (viewer?.isSuspended) throw new AppError('ACCOUNT_SUSPENDED', 'This account is suspended.');
    admit(definition.access, viewer);
    return handler(viewer ?? actor, payload.data as never, socket);
  }

  private refuse(
    socket: LiveSocket,
    name: string,
    thrown: unknown,
    requestId: string,
    acknowledge: Acknowledge | undefined,
  ): void {
    const { code, message, status } = faultOf(thrown);
    this.count(name, code);
    if (status >= 500) this.logger.error({ err: thrown, requestId, code, name }, 'socket message failed');
    else this.logger.debug({ requestId, code, name }, 'socket message refused');
    const refused: Omit<RefusedMessage, 'ok'> = { code, message, requestId };
    if (acknowledge) acknowledge({ ok: false, ...refused });
    else tell(socket, 'error', refused);
  }

  private count(name: string, outcome: string): void {
    this.metrics.socketMessages.inc({
      direction: 'in',
      name: isClientMessage(name) ? name : 'unknown',
      outcome,
    });
  }
}

const TOO_MANY = () => new AppError('RATE_LIMIT_EXCEEDED', 'Too many messages: send fewer a second.');

const isClientMessage = (name: string): name is ClientMessage => Object.hasOwn(CLIENT_MESSAGES, name);
