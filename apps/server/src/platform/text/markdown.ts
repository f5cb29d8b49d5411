import MarkdownIt from 'markdown-it';

// Tags in it mean what they mean in HTML: whoever uses the result sanitises it.
const markdown = new MarkdownIt('commonmark', { html: true });

/** CommonMark as HTML; not sanitised. */
export const htmlOfMarkdown = (text: string): string => markdown.render(text);
