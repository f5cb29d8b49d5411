export { moderatedPosts } from './moderated-posts.sql.js';
export { moderatedPostComments } from './post-comments.sql.js';
export { mayPublish, postIsShown } from './post-visibility.sql.js';
export { deleteExpiredViews } from './post-write.sql.js';
export { PostsModule } from './posts.module.js';
export { PostsService } from './posts.service.js';
