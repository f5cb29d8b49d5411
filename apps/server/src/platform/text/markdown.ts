import MarkdownIt from 'markdown-it';

// Tags in it mean what they mean in HTML: whoever uses the result sanitises it.
const markdown = new MarkdownIt('commonmark', { html: true });

// Else an address that is refused stays as text: the sanitizer takes it away altogether.
markdown.validateLink = () => true;

/** CommonMark as HTML; not sanitised. */
export const htmlOfMarkdown = (text: string): string => markdown.render(text);
