import sanitizeHtml from 'sanitize-html';

const TAGS = ['p', 'h2', 'h3', 'h4', 'strong', 'em', 'a', 'ul', 'ol', 'li', 'blockquote', 'img', 'hr', 'br'];
/** What people mean by tags that we do not keep. */
const MEANT: Readonly<Record<string, string>> = {
  h1: 'h2',
  h5: 'h4',
  h6: 'h4',
  b: 'strong',
  i: 'em',
};
/** Whose content is no text for readers. */
const SILENT = [
  ...[
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'iframe',
    'noembed',
    'noframes',
    'xmp',
    'plaintext',
  ],
  ...[
    'template',
    'object',
    'embed',
    'applet',
    'svg',
    'math',
    'title',
    'head',
    'select',
    'button',
    'audio',
    'video',
  ],
];
const DEEPEST = 50;
/** Parsing what was written can still move a tag; it has always been at rest after the second time. */
const MOST_ROUNDS = 5;

/**
 * HTML of a post as it is stored: what the contract allows (§1) and nothing else. Links go to https only and
 * tell nobody where they came from; images come from our own host only. Sanitising it again changes nothing.
 * @param imageOrigin `https://…` of the host that serves our images; null where there is none yet
 */
export function sanitizePostHtml(html: string, imageOrigin: string | null): string {
  let clean = sanitizeOnce(html, imageOrigin);
  for (let round = 1; round < MOST_ROUNDS; round++) {
    const again = sanitizeOnce(clean, imageOrigin);
    if (again === clean) return clean;
    clean = again;
  }
  // No input is known that does not come to rest; it loses its form, not its words.
  return sanitizeHtml(clean, { allowedTags: [], allowedAttributes: {} }).trim();
}

function sanitizeOnce(html: string, imageOrigin: string | null): string {
  return sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: { a: ['href', 'rel'], img: ['src', 'alt'] },
    allowedSchemes: ['https'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: SILENT,
    nestingLimit: DEEPEST,
    enforceHtmlBoundary: false,
    transformTags: {
      ...Object.fromEntries(
        Object.entries(MEANT).map(([tag, meant]) => [tag, sanitizeHtml.simpleTransform(meant, {}, false)]),
      ),
      a: (tagName, { href }) => {
        const address = webAddress(href);
        return {
          tagName,
          attribs: address ? { href: address, rel: 'noopener noreferrer nofollow ugc' } : {},
        };
      },
      img: (tagName, { src, alt }) => ({
        tagName,
        attribs: src !== undefined && isOurs(src, imageOrigin) ? { src, alt: alt ?? '' } : {},
      }),
    },
    exclusiveFilter: ({ tag, attribs }) =>
      (tag === 'img' && !attribs.src) || (tag === 'a' && !attribs.href ? 'excludeTag' : false),
  }).trim();
}

/** The address in the one form that every reader of it agrees on; null for what is not a plain https one. */
function webAddress(text: string | undefined): string | null {
  if (text === undefined || !/^\s*https:\/\//i.test(text)) return null;
  const address = URL.parse(text);
  // Who writes names before the host wants to look like another host.
  return address?.protocol === 'https:' && address.username === '' && address.password === ''
    ? address.href
    : null;
}

/** Whether an address is one of an image that we serve. */
export function isOurs(source: string, imageOrigin: string | null): boolean {
  const address = webAddress(source);
  return address !== null && address === source && new URL(address).origin === imageOrigin;
}

const LONGEST_EXCERPT = 200;
// Sanitised HTML has no ">" but at the end of a tag, and no entity but these.
const INLINE = /<\/?(?:strong|em|a)\b[^>]*>/g;
const ANY = /<[^>]*>/g;
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/** The words of sanitised HTML, on one line. */
export const textOf = (html: string): string =>
  html
    .replaceAll(INLINE, '')
    .replaceAll(ANY, ' ')
    .replaceAll(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/\s+/g, ' ')
    .trim();

/** How a text begins: at most 200 characters, ended at a word where there is one near. */
export function excerptOf(text: string): string {
  const characters = [...text];
  if (characters.length <= LONGEST_EXCERPT) return text;
  const begin = characters.slice(0, LONGEST_EXCERPT - 1).join('');
  const end = begin.lastIndexOf(' ');
  return `${(end > begin.length / 2 ? begin.slice(0, end) : begin).trimEnd()}…`;
}
