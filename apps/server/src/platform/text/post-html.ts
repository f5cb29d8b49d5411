import sanitizeHtml from 'sanitize-html';

const TAGS = ['p', 'h2', 'h3', 'h4', 'strong', 'em', 'a', 'ul', 'ol', 'li', 'blockquote', 'img', 'hr', 'br'];

/**
 * HTML of a post as it is stored: what the contract allows (§1) and nothing else. Links go to https only and
 * tell nobody where they came from; images come from our own host only.
 * @param imageOrigin `https://…` of the host that serves our images; null where there is none yet
 */
export function sanitizePostHtml(html: string, imageOrigin: string | null): string {
  return sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: { a: ['href', 'rel'], img: ['src', 'alt'] },
    allowedSchemes: ['https'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    enforceHtmlBoundary: false,
    transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer nofollow ugc' }) },
    exclusiveFilter: ({ tag, attribs }) =>
      (tag === 'img' && !isOurs(attribs.src, imageOrigin)) || (tag === 'a' && !attribs.href),
  }).trim();
}

function isOurs(source: string | undefined, imageOrigin: string | null): boolean {
  if (source === undefined || imageOrigin === null) return false;
  try {
    return new URL(source).origin === imageOrigin;
  } catch {
    return false;
  }
}
