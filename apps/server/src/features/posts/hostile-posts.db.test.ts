import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROUTES } from '@beli/contract';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { HOSTILE_HTML, HOSTILE_MARKDOWN } from '../../../test/hostile-html.js';
import { newTastemaker } from '../../../test/posts-cast.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

/* Hostile HTML on the way through the API into the database, and what a browser makes of what is stored. */

let server: TestServer;
let api: RunningApi;
let ana: Person;
/** what the database holds of each kind, in their order */
const stored: string[] = [];

beforeAll(async () => {
  server = await TestServer.start({ IMAGE_ORIGIN: 'https://images.example.com' });
  api = await server.api();
  ana = await newTastemaker(server, api);
  for (let from = 0; from < kinds.length; from += 4)
    stored.push(
      ...(await Promise.all(
        kinds.slice(from, from + 4).map(({ content, contentFormat }) => store(content, contentFormat)),
      )),
    );
});
afterAll(() => server.stop());

const kinds = [
  ...Object.entries(HOSTILE_HTML).map(([kind, content]) => ({
    kind,
    content,
    contentFormat: 'html' as const,
  })),
  ...Object.entries(HOSTILE_MARKDOWN).map(([kind, content]) => ({
    kind,
    content,
    contentFormat: 'markdown' as const,
  })),
];

// Tags that are kept, whole; whatever else begins with "<" is none of them.
const KEPT =
  /<\/?(?:p|h[234]|strong|em|ul|ol|li|blockquote|hr \/|br \/)>|<a href="https:\/\/[^"<>]*" rel="noopener noreferrer nofollow ugc">|<\/a>|<img src="https:\/\/images\.example\.com\/[^"<>]*" alt="[^"<>]*" \/>/g;

/** What the database holds of content that was sent. */
async function store(content: string, contentFormat: 'html' | 'markdown'): Promise<string> {
  const { data } = await ana.must(ROUTES.createPost, {
    body: { title: 'A', content: `<p>Fine.</p>\n\n${content}`, contentFormat },
  });
  const [row] = await server.database.query<{ content: string }>(
    'delete from posts where id = $1 returning content',
    [Number(data.id.replace('post-', ''))],
  );
  expect(row?.content).toBe(data.content);
  return row?.content ?? '';
}

describe('a post', () => {
  it('stores nothing hostile of ninety kinds, as HTML and as Markdown', () => {
    expect(Object.keys(HOSTILE_HTML).length).toBeGreaterThanOrEqual(40);
    expect(stored).toHaveLength(kinds.length);
    for (const [index, { kind, contentFormat }] of kinds.entries()) {
      const content = stored[index] ?? '';
      const stranger = content.replaceAll(KEPT, '').match(/<[\s\S]{0,40}/)?.[0];
      expect([kind, contentFormat, stranger]).toEqual([kind, contentFormat, undefined]);
      expect([kind, content]).toEqual([
        kind,
        expect.not.stringMatching(/evil\.example|srcdoc|<!--|<[^>]*javascript:/i),
      ]);
    }
  });

  it('keeps the words around what it refuses', async () => {
    expect(await store('<p onclick="hit()">over me</p><script>hit()</script>', 'html')).toBe(
      '<p>Fine.</p>\n\n<p>over me</p>',
    );
    expect(await store('[a](javascript:hit()) and **b**', 'markdown')).toBe(
      '<p>Fine.</p>\n<p>a and <strong>b</strong></p>',
    );
  });
});

/** Lets everything on a page meet the events that handlers wait for, without following links. */
const STIR = `for (const type of ['mouseover', 'focus', 'click', 'blur', 'toggle', 'animationstart'])
  for (const element of document.querySelectorAll('body *'))
    if (element.tagName !== 'A') element.dispatchEvent(new Event(type, { bubbles: true }));`;

const browser = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path));

describe.runIf(browser)('in a browser', () => {
  it('what is stored runs no script, loads nothing and goes nowhere', { timeout: 60_000 }, async () => {
    const running = await chromium.launch({ executablePath: browser ?? '', args: ['--no-sandbox'] });
    try {
      const page = await running.newPage();
      const [hits, requests]: [string[], string[]] = [[], []];
      await page.exposeFunction('hit', () => hits.push('hit'));
      await page.route('**/*', (route) => {
        requests.push(route.request().url());
        return route.abort();
      });
      const show = async (html: string) => {
        await page.setContent(`<!doctype html><body>${html}<hr id="end">`, { waitUntil: 'load' });
        // Handlers of events that are under way come before this.
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      };
      // Else silence would mean nothing.
      await show('<img src=x onerror=hit()>');
      expect(hits).toEqual(['hit']);
      hits.length = requests.length = 0;
      for (const content of stored) {
        await show(content);
        await page.evaluate(STIR);
      }
      const ours = requests.filter((url) => !url.startsWith('https://images.example.com/'));
      expect([hits, ours, page.url()]).toEqual([[], [], 'about:blank']);
    } finally {
      await running.close();
    }
  });
});
