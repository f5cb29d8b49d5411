import type { PostInput, PostPatch } from '@beli/contract';

/** What a post says, as it is stored. */
export interface PostValues {
  readonly title: string;
  readonly subtitle: string | null;
  readonly coverImage: string | null;
  /** sanitised HTML */
  readonly content: string;
  readonly excerpt: string;
  readonly tags: string[];
  readonly isFeatured: boolean;
}

/** Content as it is stored, made of what was sent. */
export type Rendered = Pick<PostValues, 'content' | 'excerpt'>;

/** A post of which nothing but its title was said. */
export const newPost = (input: Pick<PostInput, 'title'>): PostValues => ({
  title: input.title,
  subtitle: null,
  coverImage: null,
  content: '',
  excerpt: '',
  tags: [],
  isFeatured: false,
});

/** What stands after an input has changed some of it. Of tags that differ in case only, the first stays. */
export function mergePost(base: PostValues, input: PostPatch, rendered: Rendered | undefined): PostValues {
  return {
    title: input.title ?? base.title,
    subtitle: input.subtitle === undefined ? base.subtitle : input.subtitle || null,
    coverImage: input.coverImage === undefined ? base.coverImage : input.coverImage,
    content: rendered?.content ?? base.content,
    excerpt: rendered?.excerpt ?? base.excerpt,
    tags: input.tags ? distinctTags(input.tags) : base.tags,
    isFeatured: input.isFeatured ?? base.isFeatured,
  };
}

const distinctTags = (tags: readonly string[]): string[] =>
  [...new Map([...tags].reverse().map((tag) => [tag.toLowerCase(), tag])).values()].reverse();

/** Whether a change does nothing but feature a post, or no longer: what an administrator may do to others' posts. */
export const onlyFeatures = (patch: PostPatch): boolean =>
  patch.isFeatured !== undefined &&
  Object.entries(patch).every(([name, value]) => name === 'isFeatured' || value === undefined);
