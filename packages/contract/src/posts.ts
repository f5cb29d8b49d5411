import { z } from 'zod';
import { CommentInput, prefixedId } from './interactions.js';
import { ListSummary } from './lists.js';
import {
  CursorMeta,
  CursorQuery,
  Id,
  IdParam,
  Instant,
  OffsetQuery,
  PageMeta,
  plainText,
  queryFlag,
  queryInt,
  queryList,
  Tag,
  token,
} from './primitives.js';
import { RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';
import { Badge, UserCard } from './users.js';

/** Longest content of a post, as it is sent. */
export const LONGEST_CONTENT = 100_000;

// Views ------------------------------------------------------------------------------------------------

export const PostAuthor = UserCard.extend({ badges: z.array(Badge) }).meta({ id: 'PostAuthor' });
export type PostAuthor = z.output<typeof PostAuthor>;

export const PostCard = z
  .object({
    /** `post-<n>` */
    id: z.string(),
    author: PostAuthor,
    title: z.string(),
    subtitle: z.string().nullable(),
    coverImage: z.string().nullable(),
    /** how the content begins, as plain text */
    excerpt: z.string().max(200),
    tags: z.array(z.string()),
    isFeatured: z.boolean(),
    restaurantCount: z.int(),
    restaurantIds: z.array(Id),
    /** those that the viewer may see */
    listIds: z.array(z.string()),
    views: z.int(),
    likes: z.int(),
    bookmarks: z.int(),
    comments: z.int(),
    /** null when the viewer is not signed in */
    isLiked: z.boolean().nullable(),
    isBookmarked: z.boolean().nullable(),
    /** null for a draft, which only its author sees */
    publishedAt: Instant.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
    externalId: z.string().optional(),
  })
  .meta({ id: 'PostCard' });
export type PostCard = z.output<typeof PostCard>;

export const PostComment = z
  .object({
    /** `post-comment-<n>` */
    id: z.string(),
    postId: z.string(),
    /** null where the author has left */
    user: UserCard.nullable(),
    content: z.string(),
    createdAt: Instant,
    canDelete: z.boolean(),
  })
  .meta({ id: 'PostComment' });
export type PostComment = z.output<typeof PostComment>;

export const PostInteractions = z
  .object({
    /** of people, at most 100 of each kind, the viewer first */
    likes: z.array(Id),
    bookmarks: z.array(Id),
    /** oldest first, as their own route lists them */
    comments: z.array(PostComment),
    truncated: z.boolean(),
  })
  .meta({ id: 'PostInteractions' });
export type PostInteractions = z.output<typeof PostInteractions>;

export const PostFull = PostCard.extend({
  /** sanitised HTML: p h2 h3 h4 strong em a[href https] ul ol li blockquote img[ours] hr br */
  content: z.string(),
  restaurants: z.array(RestaurantCard),
  lists: z.array(ListSummary),
  /** with `expand=interactions` */
  interactions: PostInteractions.optional(),
}).meta({ id: 'PostFull' });
export type PostFull = z.output<typeof PostFull>;

export const PostLikeState = z
  .object({ postId: z.string(), likes: z.int(), isLiked: z.boolean() })
  .meta({ id: 'PostLikeState' });
export type PostLikeState = z.output<typeof PostLikeState>;

export const PostBookmarkState = z
  .object({ postId: z.string(), bookmarks: z.int(), isBookmarked: z.boolean() })
  .meta({ id: 'PostBookmarkState' });
export type PostBookmarkState = z.output<typeof PostBookmarkState>;

export const PostViews = z.object({ postId: z.string(), views: z.int() }).meta({ id: 'PostViews' });
export type PostViews = z.output<typeof PostViews>;

// Inputs -----------------------------------------------------------------------------------------------

/** The number of a post, with its prefix or without. */
export const PostRef = prefixedId('post-');
const PostCommentRef = prefixedId('post-comment-');

/** A list that somebody made; virtual lists follow from what a person keeps and are not put into posts. */
const CustomListRef = z
  .string()
  .regex(/^(custom|list)-[1-9]\d{0,14}$/, 'must be the id of a list that somebody made')
  .transform((text) => Number(text.replace(/^(custom|list)-/, '')))
  .meta({ examples: ['custom-1'] });

const PostFields = z.object({
  title: plainText(500, 1).meta({ examples: ['Seven bowls below Canal Street'] }),
  subtitle: plainText(1000).nullable(),
  /** address of an image that we serve */
  coverImage: token(500).nullable(),
  /** what the sanitizer does not know is left out, never an error */
  content: z
    .string()
    .max(LONGEST_CONTENT)
    .refine((text) => !text.includes('\0'), { message: 'must not contain NUL bytes' })
    .meta({ examples: ['<p>Start with the <strong>shoyu</strong>.</p>'] }),
  /** how `content` is written; it is stored as HTML */
  contentFormat: z.enum(['html', 'markdown']),
  restaurantIds: z.array(Id).max(50),
  listIds: z.array(CustomListRef).max(20),
  tags: z.array(Tag).max(20),
  /** true publishes, false makes a draft of it again */
  publish: z.boolean(),
  /** for administrators */
  isFeatured: z.boolean(),
});

/** A draft unless `publish` says otherwise. */
export const PostInput = PostFields.partial()
  .required({ title: true, content: true })
  .meta({
    examples: [
      {
        title: 'Seven bowls below Canal Street',
        content: '<p>Start with the <strong>shoyu</strong>.</p>',
        restaurantIds: [12, 7],
        tags: ['ramen'],
        publish: true,
      },
    ],
  });
export type PostInput = z.output<typeof PostInput>;

/** Lists in it replace what stood there, in this order. */
export const PostPatch = PostFields.partial().meta({ examples: [{ title: 'Eight bowls', publish: true }] });
export type PostPatch = z.output<typeof PostPatch>;

export const PostSort = z.enum(['recent', 'views']);
export type PostSort = z.output<typeof PostSort>;

export const PostListQuery = OffsetQuery.extend({
  featured: queryFlag.optional(),
  tag: Tag.optional(),
  authorId: IdParam.optional(),
  restaurantId: IdParam.optional(),
  /** default: the newest first; with `featured` the most viewed first */
  sort: PostSort.optional(),
  /** own drafts and nothing else, the last changed first; needs to be signed in */
  drafts: queryFlag.optional(),
});
export type PostListQuery = z.output<typeof PostListQuery>;

const PostParams = z.object({ id: PostRef });
const TAG = 'Tastemakers';

export const postRoutes = defineRoutes({
  listPosts: {
    method: 'GET',
    path: '/tastemakers/posts',
    tag: TAG,
    summary: 'Published posts',
    access: 'browse',
    query: PostListQuery,
    output: z.array(PostCard),
    meta: PageMeta,
    status: 200,
    errors: ['TASTEMAKER_NOT_FOUND'],
    httpCache: 'shared',
  },
  listPostsOf: {
    method: 'GET',
    path: '/tastemakers/:id/posts',
    tag: TAG,
    summary: 'Published posts of a tastemaker, newest first',
    access: 'browse',
    params: z.object({ id: IdParam }),
    query: OffsetQuery.extend({
      pageSize: queryInt(1, 100).default(10),
      featured: queryFlag.optional(),
    }),
    output: z.array(PostCard),
    meta: PageMeta,
    status: 200,
    errors: ['TASTEMAKER_NOT_FOUND'],
    httpCache: 'shared',
  },
  getPost: {
    method: 'GET',
    path: '/tastemakers/posts/:id',
    tag: TAG,
    summary: 'A post with its restaurants and lists; a draft for its author only',
    access: 'browse',
    params: PostParams,
    query: z.object({ expand: queryList(z.enum(['interactions']), 1).optional() }),
    output: PostFull,
    status: 200,
    errors: ['POST_NOT_FOUND'],
    httpCache: 'shared',
  },
  createPost: {
    method: 'POST',
    path: '/tastemakers/posts',
    tag: TAG,
    summary: 'Write a post; a draft unless it is to be published',
    access: 'publishPosts',
    body: PostInput,
    output: PostFull,
    status: 201,
    errors: [
      'FORBIDDEN',
      'EMAIL_NOT_VERIFIED',
      'RESTAURANT_NOT_FOUND',
      'LIST_NOT_FOUND',
      'IMAGE_NOT_FOUND',
      'CONFLICT',
    ],
  },
  updatePost: {
    method: 'PATCH',
    path: '/tastemakers/posts/:id',
    tag: TAG,
    summary: 'Change an own post, publish it or take it back; administrators feature those of others',
    access: 'publishPosts',
    params: PostParams,
    body: PostPatch,
    output: PostFull,
    status: 200,
    errors: [
      'FORBIDDEN',
      'EMAIL_NOT_VERIFIED',
      'POST_NOT_FOUND',
      'RESTAURANT_NOT_FOUND',
      'LIST_NOT_FOUND',
      'IMAGE_NOT_FOUND',
      'CONFLICT',
      'PRECONDITION_FAILED',
    ],
  },
  deletePost: {
    method: 'DELETE',
    path: '/tastemakers/posts/:id',
    tag: TAG,
    summary: 'Delete an own post; moderators delete those of others',
    access: 'withdrawPosts',
    params: PostParams,
    output: null,
    status: 204,
    undoable: true,
    errors: ['FORBIDDEN', 'POST_NOT_FOUND', 'PRECONDITION_FAILED'],
  },
  likePost: {
    method: 'POST',
    path: '/tastemakers/posts/:id/like',
    tag: TAG,
    summary: 'Like a post; repeating changes nothing',
    access: 'respond',
    params: PostParams,
    output: PostLikeState,
    status: 200,
    errors: ['POST_NOT_FOUND'],
  },
  unlikePost: {
    method: 'DELETE',
    path: '/tastemakers/posts/:id/like',
    tag: TAG,
    summary: 'Take a like back; repeating changes nothing',
    access: 'respond',
    params: PostParams,
    output: PostLikeState,
    status: 200,
    errors: ['POST_NOT_FOUND'],
  },
  bookmarkPost: {
    method: 'POST',
    path: '/tastemakers/posts/:id/bookmark',
    tag: TAG,
    summary: 'Bookmark a post; repeating changes nothing',
    access: 'respond',
    params: PostParams,
    output: PostBookmarkState,
    status: 200,
    errors: ['POST_NOT_FOUND'],
  },
  unbookmarkPost: {
    method: 'DELETE',
    path: '/tastemakers/posts/:id/bookmark',
    tag: TAG,
    summary: 'Take a bookmark away; repeating changes nothing',
    access: 'respond',
    params: PostParams,
    output: PostBookmarkState,
    status: 200,
    errors: ['POST_NOT_FOUND'],
  },
  viewPost: {
    method: 'POST',
    path: '/tastemakers/posts/:id/view',
    tag: TAG,
    summary: 'Count a view: once an hour for a person, or for an address where nobody is signed in',
    access: 'browse',
    params: PostParams,
    output: PostViews,
    status: 200,
    errors: ['POST_NOT_FOUND'],
  },
  listPostComments: {
    method: 'GET',
    path: '/tastemakers/posts/:id/comments',
    tag: TAG,
    summary: 'Comments on a post, oldest first',
    access: 'browse',
    params: PostParams,
    query: CursorQuery,
    output: z.array(PostComment),
    meta: CursorMeta,
    status: 200,
    errors: ['POST_NOT_FOUND', 'INVALID_CURSOR'],
  },
  commentOnPost: {
    method: 'POST',
    path: '/tastemakers/posts/:id/comments',
    tag: TAG,
    summary: 'Comment on a post',
    access: 'respond',
    params: PostParams,
    body: CommentInput,
    output: PostComment,
    status: 201,
    errors: ['POST_NOT_FOUND'],
  },
  deletePostComment: {
    method: 'DELETE',
    path: '/tastemakers/posts/:id/comments/:commentId',
    tag: TAG,
    summary: 'Delete a comment: its author, the author of the post, or a moderator',
    access: 'respond',
    params: PostParams.extend({ commentId: PostCommentRef }),
    output: null,
    status: 204,
    undoable: true,
    errors: ['FORBIDDEN', 'POST_NOT_FOUND', 'COMMENT_NOT_FOUND'],
  },
});
