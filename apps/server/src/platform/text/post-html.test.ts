import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { HOSTILE_HTML, HOSTILE_MARKDOWN } from '../../../test/hostile-html.js';
import { htmlOfMarkdown } from './markdown.js';
import { excerptOf, sanitizePostHtml, textOf } from './post-html.js';

type Node = DefaultTreeAdapterTypes.Node;

const OURS = 'https://images.example.com';
const clean = (html: string) => sanitizePostHtml(html, OURS);
const REL = 'noopener noreferrer nofollow ugc';

const TAGS = new Set('p h2 h3 h4 strong em a ul ol li blockquote img hr br'.split(' '));

/** Whatever the parser that browsers share finds besides what the contract allows. */
function strangersIn(html: string): string[] {
  const strangers: string[] = [];
  const look = (node: Node) => {
    if ('tagName' in node) {
      if (!TAGS.has(node.tagName) || node.namespaceURI !== 'http://www.w3.org/1999/xhtml')
        strangers.push(`<${node.tagName}>`);
      for (const { name, value } of node.attrs)
        if (!mayStand(node.tagName, name, value)) strangers.push(`${name}=${value}`);
    } else if (node.nodeName !== '#text' && node.nodeName !== '#document-fragment')
      strangers.push(node.nodeName);
    if ('childNodes' in node) node.childNodes.forEach(look);
  };
  look(parseFragment(html));
  return strangers;
}

function mayStand(tag: string, name: string, value: string): boolean {
  if (tag === 'a')
    return (name === 'href' && new URL(value).protocol === 'https:') || (name === 'rel' && value === REL);
  if (tag === 'img') return (name === 'src' && new URL(value).origin === OURS) || name === 'alt';
  return false;
}

describe('the HTML of a post', () => {
  it('keeps what the contract allows', () => {
    const html =
      '<h2>Ramen</h2><p>The <strong>best</strong> <em>bowl</em>, <a href="https://example.com/a">here</a>.</p>' +
      '<ul><li>Shoyu</li></ul><ol><li>Miso</li></ol><h3>How</h3><h4>Fast</h4><blockquote>Slurp</blockquote>' +
      '<img src="https://images.example.com/1.webp" alt="bowl" /><hr /><br />';
    expect(clean(html)).toBe(
      html.replace('<a href="https://example.com/a">', `<a href="https://example.com/a" rel="${REL}">`),
    );
  });

  it('understands what people mean by tags that it does not keep', () => {
    expect(clean('<h1>A</h1><b>b</b> <i>c</i><h6>d</h6><div>e</div>')).toBe(
      '<h2>A</h2><strong>b</strong> <em>c</em><h4>d</h4>e',
    );
    expect(clean('<a href="nowhere">still readable</a>')).toBe('still readable');
    expect(sanitizePostHtml('<img src="https://images.example.com/1.webp">', null)).toBe('');
  });

  it('knows at least forty kinds of hostile HTML', () => {
    expect(Object.keys(HOSTILE_HTML).length).toBeGreaterThanOrEqual(40);
  });

  it.each(Object.entries(HOSTILE_HTML))('keeps nothing hostile of %s', (_kind, html) => {
    const stored = clean(html);
    expect(strangersIn(stored)).toEqual([]);
    expect(stored).not.toContain('evil.example');
    expect(clean(stored)).toBe(stored);
  });

  it.each(Object.entries(HOSTILE_MARKDOWN))('keeps nothing hostile of %s in Markdown', (_kind, markdown) => {
    const stored = clean(htmlOfMarkdown(markdown));
    expect(strangersIn(stored)).toEqual([]);
    expect(stored).not.toContain('evil.example');
    expect(clean(stored)).toBe(stored);
  });

  it('finds strangers where there are some', () => {
    expect(strangersIn('<p onclick="x">a</p><svg></svg><a href="http://a.example">b</a><!-- c -->')).toEqual([
      'onclick=x',
      '<svg>',
      'href=http://a.example',
      '#comment',
    ]);
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '<p>',
      '</p>',
      '<h1>',
      '<h2',
      '<li>',
      '</ul>',
      '<ol>',
      '<blockquote>',
      '<strong>',
      '</b>',
      '<span>',
      '<div>',
      '<br>',
      '<hr/>',
    ],
    ...[
      '<img src=',
      '<img src="https://images.example.com/1.png" alt=',
      '<a href="https://a.example">',
      "<a href='",
      'javascript:x',
      '</a>',
    ],
    ...[
      '"',
      "'",
      '`',
      '>',
      '/>',
      '<',
      '=',
      '<!--',
      '-->',
      ']]>',
      '<![CDATA[',
      '&lt;',
      '&',
      '&#60;',
      '&quot',
      ' onload=x',
      ' style="',
    ],
    ...[
      '<script>',
      '</script>',
      '<svg>',
      '<math>',
      '<style>',
      '<textarea>',
      '<noscript>',
      '</noscript>',
      '<template>',
      '<table><td>',
      '<select>',
    ],
    ...[
      'text',
      '\n',
      '\n\n',
      '# ',
      '- ',
      '> ',
      '**',
      '_',
      '](',
      '[a](https://a.example)',
      '![',
      '\0',
      '\ud800',
    ],
  ),
  ...Object.values(HOSTILE_MARKDOWN).map((text) => fc.constant(text)),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const anything = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

describe('whatever is sent', () => {
  it.each([
    ['HTML', clean],
    ['Markdown', (text: string) => clean(htmlOfMarkdown(text))],
  ])('as %s, holds what is allowed alone, and sanitising it again changes nothing', (_format, store) => {
    fc.assert(
      fc.property(anything, (text) => {
        const stored = store(text);
        expect(strangersIn(stored)).toEqual([]);
        expect(clean(stored)).toBe(stored);
        expect([...excerptOf(textOf(stored))].length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    '<p><b>',
    '<ul><li>',
    '<a href="https://a.example">',
    '<p><span><p>',
    '</p>',
    '<',
    '&',
    '<!--',
    '<noscript>',
    '<svg><p>',
  ])('takes its time from nobody: a hundred thousand characters of %s', (text) => {
    const begin = performance.now();
    clean(text.repeat(100_000 / text.length));
    expect(performance.now() - begin).toBeLessThan(3_000);
  });

  it.each(['[', '![', '*a_ ', '> ', '- ', '`', '[a](', '[a]: ', '\n- a', '<a', '&', '**a '])(
    'takes its time from nobody: a hundred thousand characters of %j in Markdown',
    (text) => {
      const begin = process.cpuUsage();
      clean(htmlOfMarkdown(text.repeat(100_000 / text.length)));
      expect(process.cpuUsage(begin).user / 1_000).toBeLessThan(3_000);
    },
  );
});

describe('an excerpt', () => {
  const excerpt = (html: string) => excerptOf(textOf(clean(html)));

  it('is the words on one line, without what marks them up', () => {
    expect(excerpt('<h2>Ramen</h2><p>The <strong>be</strong>st &amp; <em>last</em><br>5 &lt; 6</p>')).toBe(
      'Ramen The best & last 5 < 6',
    );
    expect(excerpt('&amp;lt;b&amp;gt;')).toBe('&lt;b&gt;');
  });

  it('ends at a word, and never in the middle of a character', () => {
    const long = excerpt(`<p>${'slurp '.repeat(60)}</p>`);
    expect(long).toMatch(/^(slurp )+slurp…$/);
    expect(long.length).toBeLessThanOrEqual(200);
    expect([...excerpt('🍜'.repeat(300))]).toHaveLength(200);
    expect(excerpt('🍜'.repeat(300)).isWellFormed()).toBe(true);
  });
});
