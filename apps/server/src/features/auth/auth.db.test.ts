import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Person } from '../../../test/client.js';
import { addSigningKey } from '../../../test/keyring.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';

let server: TestServer;
let api: RunningApi;
let nobody: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  nobody = new Person(api.url);
});
afterAll(() => server.stop());

const refresh = (refreshToken = '') => nobody.call(ROUTES.refresh, { body: { refreshToken } });
const usernameOf = (person: Person) => person.signedIn?.user.username ?? '';

describe('signing up', () => {
  it('keeps e-mail encrypted and the password hashed', async () => {
    const ana = await server.signUp(api, { email: 'Ana.Lima@Example.com', username: 'ana_lima' });
    expect(ana.signedIn?.user).toMatchObject({
      email: 'ana.lima@example.com',
      username: 'ana_lima',
      role: 'user',
    });
    const [row] = await server.database.query<Record<string, string>>('select * from users where id = $1', [
      ana.id,
    ]);
    expect(JSON.stringify(row)).not.toMatch(/ana\.lima|tagliatelle/i);
    expect(row?.email_encrypted).toMatch(/^k1\./);
    expect(row?.password_hash).toMatch(/^\$2[aby]\$04\$/);
    const [session] = await server.database.query('select * from sessions where user_id = $1', [ana.id]);
    expect(JSON.stringify(session)).not.toContain(ana.signedIn?.refreshToken?.split('.')[1]);
  });

  it('refuses a taken e-mail and a taken username in any case, also when they come at once', async () => {
    const body = {
      email: 'bo@example.com',
      password: 'Tagliatelle7',
      username: 'bo_eats',
      displayName: 'Bo',
    };
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => nobody.call(ROUTES.signup, { body })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const other = await nobody.call(ROUTES.signup, {
      body: { ...body, username: 'bo_2', email: 'BO@example.com' },
    });
    expect(other.error.code).toBe('EMAIL_TAKEN');
    const third = await nobody.call(ROUTES.signup, {
      body: { ...body, username: 'BO_EATS', email: 'bo3@example.com' },
    });
    expect(third.error.code).toBe('USERNAME_TAKEN');
  });
});

describe('an invitation', () => {
  it('counts for whoever gave its code', async () => {
    const ana = await server.signUp(api);
    const inviteCode = ana.signedIn?.user.inviteCode ?? '';
    expect(inviteCode).toMatch(/^[0-9A-F]{10}$/);
    const guests = await Promise.all([
      server.signUp(api, { inviteCode }),
      server.signUp(api, { inviteCode: inviteCode.toLowerCase() }),
      server.signUp(api),
    ]);
    const rows = await server.database.query<{ id: string }>(
      'select id from users where invited_by = $1 order by id',
      [ana.id],
    );
    expect(rows.map(({ id }) => Number(id)).sort()).toEqual([guests[0].id, guests[1].id].sort());
  });

  it('that nobody gave is refused, and no account is made', async () => {
    const { error } = await nobody.call(ROUTES.signup, {
      body: {
        email: 'nina@example.com',
        password: 'Tagliatelle7',
        username: 'nina_eats',
        displayName: 'Nina',
        inviteCode: 'ABCDEF0123',
      },
    });
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', details: { fields: [{ path: 'inviteCode' }] } });
    expect(await server.database.query(`select 1 from users where username = 'nina_eats'`)).toEqual([]);
  });
});

describe('signing in', () => {
  it('answers the same for an unknown name and a wrong password', async () => {
    const ana = await server.signUp(api);
    const wrong = await nobody.call(ROUTES.login, {
      body: { username: usernameOf(ana), password: 'Nope12345' },
    });
    const unknown = await nobody.call(ROUTES.login, {
      body: { username: 'nobody_at_all', password: 'Nope12345' },
    });
    expect([wrong.status, wrong.error.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect({ ...wrong.error, requestId: '' }).toEqual({ ...unknown.error, requestId: '' });
  });

  it('is guarded: five wrong attempts, then none, and a success forgets them', async () => {
    const guarded = await server.api({ AUTH_GUARD_ATTEMPTS: '5' });
    const ana = await server.signUp(api);
    const attempt = (password: string) =>
      new Person(guarded.url).call(ROUTES.login, { body: { username: usernameOf(ana), password } });
    for (let n = 0; n < 4; n++) expect((await attempt('Wrong1234')).status).toBe(401);
    expect((await attempt('Tagliatelle7')).status).toBe(200);
    for (let n = 0; n < 5; n++) expect((await attempt('Wrong1234')).status).toBe(401);
    const { status, error, headers } = await attempt('Tagliatelle7');
    expect([status, error.code]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(800);
  });
});

describe('refreshing', () => {
  it('gives a new token each time', async () => {
    const ana = await server.signUp(api);
    const first = await refresh(ana.signedIn?.refreshToken ?? '');
    const second = await refresh(first.data.refreshToken);
    expect(second.status).toBe(200);
    expect(
      new Set([ana.signedIn?.refreshToken, first.data.refreshToken, second.data.refreshToken]).size,
    ).toBe(3);
    expect(
      (
        await new Person(api.url, { ...(ana.signedIn as never as object), ...second.data } as never).call(
          ROUTES.getMe,
          {},
        )
      ).status,
    ).toBe(200);
  });

  it('gives the same successor to a retry within half a minute', async () => {
    const ana = await server.signUp(api);
    const token = ana.signedIn?.refreshToken ?? '';
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(token)));
    expect(new Set(answers.map(({ data }) => data.refreshToken)).size).toBe(1);
    expect((await refresh(answers[0]?.data.refreshToken ?? '')).status).toBe(200);
  });

  it('ends the session when an older token comes back', async () => {
    const ana = await server.signUp(api);
    const stolen = ana.signedIn?.refreshToken ?? '';
    const first = await refresh(stolen);
    const second = await refresh(first.data.refreshToken);
    expect((await refresh(stolen)).error.code).toBe('REFRESH_TOKEN_REUSED');
    expect((await refresh(second.data.refreshToken)).error.code).toBe('REFRESH_TOKEN_INVALID');
    expect((await ana.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
  });

  it('ends the session when the replaced token comes back after the grace', async () => {
    const ana = await server.signUp(api);
    const token = ana.signedIn?.refreshToken ?? '';
    await refresh(token);
    await server.database.query(
      `update sessions set rotated_at = now() - interval '31 seconds' where user_id = $1`,
      [ana.id],
    );
    expect((await refresh(token)).error.code).toBe('REFRESH_TOKEN_REUSED');
  });

  it('knows its own tokens', async () => {
    const ana = await server.signUp(api);
    const [sessionId, secret, tag] = (ana.signedIn?.refreshToken ?? '').split('.');
    for (const forged of [
      'x',
      `${sessionId}.${secret}`,
      `${sessionId}.${'a'.repeat(43)}.${tag}`,
      `${sessionId}.${secret}.AAAA`,
    ]) {
      expect((await refresh(forged)).error.code).toBe('REFRESH_TOKEN_INVALID');
    }
    expect((await ana.call(ROUTES.getMe, {})).status).toBe(200);
  });
});

describe('access tokens', () => {
  const parts = (token: string) => token.split('.') as [string, string, string];
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('carry what the contract says', async () => {
    const ana = await server.signUp(api);
    const claims = JSON.parse(Buffer.from(parts(ana.token)[1], 'base64url').toString());
    expect(claims).toMatchObject({ userId: ana.id, email: ana.signedIn?.user.email, role: 'user', ver: 0 });
    expect(claims.exp - claims.iat).toBe(900);
  });

  it('are refused when forged, unsigned, signed by another key or expired', async () => {
    const ana = await server.signUp(api);
    const [header, payload, signature] = parts(ana.token);
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const key = createPrivateKey(server.keyring.signing[0]?.privateKey ?? '');
    const signed = (head: string, body: object) => {
      const text = `${head}.${encode(body)}`;
      return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
    };
    const publicKey = api.platform.tokens.publicKeys[0] as { x: string };
    const confused = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'test-1' })}.${payload}`;
    const refused: Record<string, string> = {
      'other claims under the old signature': `${header}.${encode({ ...claims, role: 'admin' })}.${signature}`,
      'alg none': `${encode({ alg: 'none', typ: 'JWT', kid: 'test-1' })}.${payload}.`,
      'the public key as a shared secret': `${confused}.${createHmac('sha256', Buffer.from(publicKey.x, 'base64url')).update(confused).digest('base64url')}`,
      'an unknown key': `${encode({ alg: 'EdDSA', typ: 'JWT', kid: 'other' })}.${payload}.${signature}`,
      'a session that never was': signed(header, { ...claims, sid: '00000000-0000-4000-8000-000000000000' }),
      'an older version': signed(header, { ...claims, ver: -1 }),
      'a person who never was': signed(header, { ...claims, userId: 999_999_999 }),
    };
    for (const [what, token] of Object.entries(refused)) {
      const response = await nobody.send('GET', '/api/v1/users/me', undefined, {
        authorization: `Bearer ${token}`,
      });
      expect([
        what,
        response.status,
        ((await response.json()) as { error: { code: string } }).error.code,
      ]).toEqual([what, 401, 'UNAUTHORIZED']);
    }
    const late = signed(header, { ...claims, iat: claims.iat - 1000, exp: claims.iat - 100 });
    const response = await nobody.send('GET', '/api/v1/users/me', undefined, {
      authorization: `Bearer ${late}`,
    });
    expect(((await response.json()) as { error: { code: string } }).error.code).toBe('TOKEN_EXPIRED');
  });

  it('go on being good when a key is added in front', async () => {
    const ana = await server.signUp(api);
    const rotated = await server.api({ KEYRING: JSON.stringify(addSigningKey(server.keyring, 'test-2')) });
    expect((await ana.at(rotated.url).call(ROUTES.getMe, {})).status).toBe(200);
    const { data } = await new Person(rotated.url).must(ROUTES.login, {
      body: { username: usernameOf(ana), password: 'Tagliatelle7' },
    });
    expect(JSON.parse(Buffer.from(parts(data.accessToken)[0], 'base64url').toString()).kid).toBe('test-2');
    const { keys } = (await (await fetch(`${rotated.url}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    expect(keys.map(({ kid }) => kid)).toEqual(['test-2', 'test-1']);
  });
});

describe('when Redis is away or comes back empty', () => {
  it('tokens verify, ended sessions stay ended, the login guard guards', async () => {
    const lonely = await TestServer.start();
    onTestFinished(() => lonely.stop());
    const one = await lonely.api({ AUTH_GUARD_ATTEMPTS: '3' });
    const [ana, ben] = [await lonely.signUp(one), await lonely.signUp(one)];
    await ben.must(ROUTES.logout, {});
    await lonely.redis.kill();
    expect((await ana.call(ROUTES.getMe, {})).status).toBe(200);
    expect((await ben.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    const attempt = () =>
      new Person(one.url).call(ROUTES.login, { body: { username: usernameOf(ana), password: 'Wrong1234' } });
    const statuses = [];
    for (let n = 0; n < 5; n++) statuses.push((await attempt()).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    await ana.must(ROUTES.logout, {});
    await lonely.redis.up();
    for (const person of [ana, ben])
      expect((await person.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
  });
});

describe('sockets', () => {
  it('open for a good token only, and enter only rooms that are theirs', async () => {
    const [ana, ben] = [await server.signUp(api), await server.signUp(api)];
    await expect(Listener.connect(api.url, 'nonsense')).rejects.toThrow('UNAUTHORIZED');
    await ben.must(ROUTES.logout, {});
    await expect(Listener.connect(api.url, ben.token)).rejects.toThrow('UNAUTHORIZED');
    const listener = await Listener.connect(api.url, ana.token);
    expect(await listener.ask('join_room', { room: `user:${ana.id}` })).toEqual({ ok: true });
    for (const room of [`user:${ben.id}`, `audience:${ben.id}`, 'restaurant:999999', 'group:x', '']) {
      expect(await listener.ask('join_room', { room })).toMatchObject({ ok: false });
    }
    const nonsense = await listener.socket.timeout(5_000).emitWithAck('join_room', 'nonsense');
    expect(nonsense).toMatchObject({ ok: false, code: 'VALIDATION_ERROR', requestId: expect.any(String) });
    listener.close();
  });

  it('cannot slip out of the reach of a logout', async () => {
    const ana = await server.signUp(api);
    const listener = await Listener.connect(api.url, ana.token);
    const gone = new Promise((resolve) => listener.socket.once('disconnect', resolve));
    for (const room of [`user:${ana.id}`, `person:${ana.id}`]) await listener.ask('leave_room', { room });
    await ana.must(ROUTES.logout, {});
    await gone;
  });

  it('of another session stay open when one session ends', async () => {
    const ana = await server.signUp(api);
    const { data } = await nobody.must(ROUTES.login, {
      body: { username: usernameOf(ana), password: 'Tagliatelle7' },
    });
    const [phone, laptop] = [
      await Listener.connect(api.url, ana.token),
      await Listener.connect(api.url, data.accessToken),
    ];
    const gone = new Promise((resolve) => phone.socket.once('disconnect', resolve));
    const stolen = ana.signedIn?.refreshToken ?? '';
    await refresh((await refresh(stolen)).data.refreshToken);
    expect((await refresh(stolen)).error.code).toBe('REFRESH_TOKEN_REUSED');
    await gone;
    expect(await laptop.ask('join_room', { room: `user:${ana.id}` })).toEqual({ ok: true });
    laptop.close();
  });
});
