import {
  API_PREFIX,
  type DataOf,
  type ErrorEnvelope,
  type MetaOf,
  ROUTES,
  type Route,
  type Sent,
  type SignedIn,
} from '@beli/contract';

export interface Outcome<R extends Route> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: DataOf<R>;
  readonly meta: MetaOf<R>;
  readonly error: ErrorEnvelope['error'];
}

/** Parts that may be empty may be left out. */
type Optional<T> = {
  [K in keyof T as object extends T[K] ? never : undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T]?: T[K];
};
export type Call<R extends Route> = Optional<Sent<R>> & { readonly headers?: Record<string, string> };

/** Somebody (or nobody) who calls routes of the contract over HTTP. */
export class Person {
  constructor(
    readonly baseUrl: string,
    readonly signedIn?: SignedIn,
  ) {}

  get id(): number {
    if (!this.signedIn) throw new Error('not signed in');
    return this.signedIn.user.id;
  }

  get token(): string {
    return this.signedIn?.accessToken ?? '';
  }

  at(baseUrl: string): Person {
    return new Person(baseUrl, this.signedIn);
  }

  async call<R extends Route>(route: R, call: Call<R>): Promise<Outcome<R>> {
    const { params, query, body, headers } = call as {
      params?: object;
      query?: object;
      body?: unknown;
      headers?: Record<string, string>;
    };
    const response = await this.send(
      route.method,
      `${API_PREFIX}${fill(route.path, params)}${search(query)}`,
      body,
      headers,
    );
    const text = await response.text();
    if (response.ok && route.file)
      return { status: response.status, headers: response.headers, data: text } as never;
    const { data, meta, error } = text === '' ? ({} as never) : JSON.parse(text);
    // Whatever a test is about: a success has the shape that the contract promises.
    if (response.ok && route.output) route.output.parse(data);
    if (response.ok && route.meta) route.meta.parse(meta);
    return { status: response.status, headers: response.headers, data, meta, error };
  }

  /** The same, for where nothing else than success will do. */
  async must<R extends Route>(route: R, call: Call<R>): Promise<Outcome<R>> {
    const outcome = await this.call(route, call);
    if (outcome.status >= 300)
      throw new Error(`${route.method} ${route.path}: ${outcome.status} ${JSON.stringify(outcome.error)}`);
    return outcome;
  }

  send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        ...(this.signedIn ? { authorization: `Bearer ${this.signedIn.accessToken}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }
}

function fill(path: string, params: object = {}): string {
  const values = params as Record<string, unknown>;
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function search(query: object = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

let count = 0;

/** A new account with a name of its own. */
export async function signUp(
  baseUrl: string,
  overrides: Partial<Sent<typeof ROUTES.signup>['body']> = {},
): Promise<Person> {
  const name = overrides.username ?? `p${process.pid}_${++count}`;
  const { data } = await new Person(baseUrl).must(ROUTES.signup, {
    body: {
      email: `${name}@example.com`,
      password: 'Tagliatelle7',
      username: name,
      displayName: name,
      ...overrides,
    },
  });
  return new Person(baseUrl, data);
}
