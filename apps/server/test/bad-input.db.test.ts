import {
  API_PREFIX,
  COMMON_ERRORS,
  ERROR_STATUS,
  type ErrorCode,
  mayDo,
  ROUTES,
  type Route,
} from '@beli/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Person } from './client.js';
import { addRestaurant } from './restaurants.js';
import { type RunningApi, TestServer } from './server.js';

/*
 * Every route of the contract against wrong input made from its own schemas: the answer is one of the errors
 * that the contract names, never a 5xx, and nothing is written.
 */

let server: TestServer;
let api: RunningApi;
let admin: Person;
let other: Person;
/** whom administrators may treat badly */
let victim: Person;
let restaurantId: number;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '8' });
  api = await server.api();
  await bringPeople();
  await watchWrites();
});
afterAll(() => server.stop());

/** Somebody with something, an admin, and somebody who was reported. */
async function bringPeople(): Promise<void> {
  admin = await server.promote(await server.signUp(api), 'admin', api);
  other = await server.signUp(api);
  victim = await server.signUp(api);
  restaurantId = await addRestaurant(admin);
  await other.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating: 7 },
  });
  await other.must(ROUTES.report, {
    body: { targetType: 'user', targetId: victim.id, reason: 'other' },
  });
}

/** What was accepted may have ended what the next round needs: a session, an account, a role. */
async function bringPeopleBack(): Promise<void> {
  const [ruling, standing] = await Promise.all([
    admin.call(ROUTES.getStats, {}),
    other.call(ROUTES.getSettings, {}),
  ]);
  if (ruling.status !== 200 || standing.status !== 200) await bringPeople();
}

type JsonSchema = {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
  enum?: unknown[];
  items?: JsonSchema;
  maxLength?: number;
  maximum?: number;
  minimum?: number;
  pattern?: string;
};

const schemaOf = (schema: z.ZodType | undefined): JsonSchema =>
  schema ? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema) : {};

/** Values that nobody means. */
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1e308,
    -0.5,
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    "'; drop table users; --",
    '%',
    '{}',
    [],
    {},
    [[]],
    [null],
    { a: 1 },
    '99999999999999999999',
    '1e3',
    'NaN',
    '../../etc/passwd',
    '<script>alert(1)</script>',
    'Good <b onmouseover=alert(1)>food</b>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<<script>script>alert(1)</script>',
    '<a href="javascript:alert(1)">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '2026-02-30',
    '0000-00-00',
    '𝔘'.repeat(50),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(100, 2_000, 60_000).map((length) => 'x'.repeat(length)),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A body in which each known member is absent, hostile, or of a plausible form. */
function bodyOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, member]) =>
      [
        name,
        fc.oneof({ weight: 3, arbitrary: hostile }, { weight: 2, arbitrary: plausible(member) }),
      ] as const,
  );
  const record = fc.record(Object.fromEntries(members), { requiredKeys: [] });
  return fc.oneof({ weight: 6, arbitrary: record }, { weight: 1, arbitrary: hostile });
}

function plausible(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(plausible));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.properties)
    return fc.record(
      Object.fromEntries(
        Object.entries(schema.properties).map(([name, member]) => [
          name,
          fc.oneof(plausible(member), hostile),
        ]),
      ),
      { requiredKeys: [] },
    );
  if (schema.type === 'array') return fc.array(plausible(schema.items ?? {}), { maxLength: 120 });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'number' || schema.type === 'integer')
    return fc.oneof(
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(Number.MAX_SAFE_INTEGER, 181, -91, 10.05),
    );
  return fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constant('Tagliatelle7'),
    fc.constant('Nice <script>alert(1)</script><i>place</i>'),
    fc.constant('x'.repeat((schema.maxLength ?? 30) + 1)),
  );
}

const inQuery = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');

const queryOf = (schema: JsonSchema): fc.Arbitrary<Record<string, string | undefined>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, member]) => [
        name,
        fc.oneof(hostile, plausible(member)).map((value) => inQuery(value).slice(0, 3_000)),
      ]),
    ),
    { requiredKeys: [] },
  );

function exampleOf(route: Route, name: string): string {
  if (name === 'scope') return 'been';
  if (name === 'restaurantId') return String(restaurantId);
  return String(route.path.startsWith('/admin/users') ? victim.id : other.id);
}

const pathOf = (route: Route): fc.Arbitrary<string> => {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  const segment = (name: string) =>
    fc.oneof(
      fc.constantFrom(
        'me',
        '1',
        '0',
        '-1',
        '01',
        '1.5',
        '9007199254740993',
        '999999999',
        'null',
        '%00',
        '%F0%28%8C%BC',
        "1'--",
        'x'.repeat(300),
      ),
      fc.constant(exampleOf(route, name)),
      fc.string({ minLength: 1, maxLength: 12 }).map(encodeURIComponent),
    );
  return fc
    .tuple(...names.map(segment))
    .map((values) => route.path.replaceAll(/:\w+/g, () => values.shift() ?? ''));
};

/** Notes every row of every table that a committed transaction writes from now on. */
async function watchWrites(): Promise<void> {
  await server.database.query(
    'create table noted_writes (id bigint generated always as identity primary key, relation text not null)',
  );
  await server.database.query(
    `create function note_write() returns trigger language plpgsql as
     $$ begin insert into noted_writes (relation) values (tg_table_name); return null; end $$`,
  );
  const tables = await server.database.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and relname not in ('noted_writes', 'spatial_ref_sys')`,
  );
  for (const { name } of tables)
    await server.database.query(
      `create trigger noted after insert or update or delete on ${name} for each row execute function note_write()`,
    );
}

/** The newest write that was committed: a request that was refused leaves it as it was. */
async function lastWrite(): Promise<{ id: number; relation: string } | undefined> {
  const [row] = await server.database.query<{ id: number; relation: string }>(
    'select id, relation from noted_writes order by id desc limit 1',
  );
  return row;
}

const RUNS = Number(process.env.BAD_INPUT_RUNS ?? 200);

describe.each(Object.entries(ROUTES) as [string, Route][])('%s', (_name, route) => {
  it('answers wrong input with its errors and writes nothing', async () => {
    const allowed = new Set<number>([
      route.status,
      404,
      405,
      413,
      400,
      ...[...route.errors, ...COMMON_ERRORS]
        .map((code) => ERROR_STATUS[code])
        .filter((status) => status < 500),
    ]);
    const known = new Set<ErrorCode>([
      ...route.errors,
      ...COMMON_ERRORS,
      'NOT_FOUND',
      'METHOD_NOT_ALLOWED',
      'PAYLOAD_TOO_LARGE',
    ]);
    const body =
      route.method === 'GET' || route.method === 'DELETE'
        ? fc.constant(undefined)
        : bodyOf(schemaOf(route.body));
    // As it was before the request under way; what was refused has left it so.
    let before: Awaited<ReturnType<typeof lastWrite>>;
    let isKnown = false;
    await fc.assert(
      fc.asyncProperty(
        pathOf(route),
        queryOf(schemaOf(route.query)),
        body,
        fc.boolean(),
        async (path, query, payload, isAdmin) => {
          if (!isKnown) before = await lastWrite();
          isKnown = true;
          const person = isAdmin ? admin : other;
          const search =
            Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query as Record<string, string>)}`;
          const response = await person.send(
            route.method,
            `${API_PREFIX}${path}${search}`,
            payload === undefined ? undefined : JSON.stringify(payload),
          );
          const text = await response.text();
          expect(
            response.status,
            `${path}${search} ${JSON.stringify(payload)?.slice(0, 300)} -> ${text.slice(0, 300)}`,
          ).toBeLessThan(500);
          expect(allowed).toContain(response.status);
          if (response.ok) {
            if (route.method !== 'GET') await bringPeopleBack();
            isKnown = false;
            return;
          }
          const { error } = JSON.parse(text) as {
            error: { code: ErrorCode; message: string; requestId: string };
          };
          expect(known).toContain(error.code);
          // Else nothing would have been looked at but the token.
          expect(error.code).not.toBe('UNAUTHORIZED');
          expect(error.code).not.toBe('ACCOUNT_SUSPENDED');
          expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
          expect(`${error.message}${JSON.stringify(error)}`).not.toMatch(
            /syntax error|relation "|duplicate key|\bat .*\.js:\d/,
          );
          expect(await lastWrite()).toEqual(before);
        },
      ),
      { numRuns: RUNS, seed: 20_261_124, endOnFailure: true },
    );
  });

  it('misses what it needs, and says so', async () => {
    const { required = [] } = schemaOf(route.body);
    const path = route.path
      .replace(':id', 'me')
      .replace(':scope', 'been')
      .replaceAll(/:\w+/g, String(restaurantId));
    const person = mayDo(route.access, { role: 'admin', scopes: null }) ? admin : other;
    for (const absent of required) {
      const response = await person.send(route.method, `${API_PREFIX}${path}`, {});
      const { error } = (await response.json()) as {
        error: { code: string; details: { fields: { path: string }[] } };
      };
      expect([absent, response.status, error.code]).toEqual([absent, 400, 'VALIDATION_ERROR']);
      expect(error.details.fields.map((field) => field.path.split('.')[0])).toContain(absent);
    }
  });
});

it('whatever was accepted left no markup behind', async () => {
  const columns = await server.database.query<{ table: string; column: string }>(
    `select t.relname as table, a.attname as column from pg_attribute a join pg_class t on t.oid = a.attrelid
     where t.relnamespace = 'public'::regnamespace and t.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'jsonb'::regtype, 'citext'::regtype)`,
  );
  const left: string[] = [];
  for (const { table, column } of columns) {
    const rows = await server.database.query<{ text: string }>(
      `select ${column}::text as text from ${table} where ${column}::text ~* '<(script|img|svg|iframe|a|b|i)[ />]|javascript:alert|onerror='`,
    );
    left.push(...rows.map(({ text }) => `${table}.${column}: ${text.slice(0, 100)}`));
  }
  expect(left).toEqual([]);
});

describe("other people's ids", () => {
  it('cannot be written with', async () => {
    const stranger = await server.signUp(api);
    const before = await lastWrite();
    const add = await stranger.call(ROUTES.addToList, {
      params: { id: String(other.id), scope: 'been' },
      body: { restaurantId },
    });
    const patch = await stranger.call(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(restaurantId) },
      body: { rating: 1 },
    });
    const remove = await stranger.call(ROUTES.removeRestaurant, {
      params: { restaurantId: String(restaurantId) },
    });
    expect([add, patch, remove].map(({ error }) => error.code)).toEqual([
      'FORBIDDEN',
      'RELATION_NOT_FOUND',
      'RELATION_NOT_FOUND',
    ]);
    expect(await lastWrite()).toEqual(before);
  });
});
