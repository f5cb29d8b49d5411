import type { Readable } from 'node:stream';
import type { DataOf, MetaOf, Route } from '@beli/contract';

/** Data that is JSON text already, of the shape T. */
export class Serialized<T> {
  declare readonly shape: T;
  constructor(readonly text: string) {}
}

interface Extras {
  /** becomes the ETag; else a hash of data and meta does */
  readonly version?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** where it differs from the route's own */
  readonly status?: number;
}

/** What a controller returns: the envelope is put round it in one place. */
export class Answer<D, M = undefined> {
  constructor(
    readonly data: D | Serialized<D>,
    readonly meta?: M,
    readonly extras: Extras = {},
  ) {}

  dataText(): string {
    return this.data instanceof Serialized ? this.data.text : JSON.stringify(this.data);
  }

  metaText(): string | undefined {
    return this.meta === undefined ? undefined : JSON.stringify(this.meta);
  }
}

/** An answer without a body that says something in its headers. */
export class Done {
  constructor(readonly headers: Readonly<Record<string, string>>) {}
}

/** A file to be saved: what a route with `file` returns. */
export class FileAnswer {
  constructor(
    readonly content: Buffer | string | Readable,
    readonly mediaType: string,
    /** as the person finds it; ASCII letters, digits, dots, dashes and underscores */
    readonly name: string,
  ) {}
}

type OrUndefined<T> = [T] extends [undefined] ? undefined : T;

/** The answer that a route's controller method must return: nothing where the route has no body. */
export type AnswerTo<R extends Route> = R['output'] extends null
  ? R extends { file: readonly string[] }
    ? FileAnswer
    : R extends { undoable: true }
      ? Done
      : void
  : Answer<DataOf<R>, OrUndefined<MetaOf<R>>>;
