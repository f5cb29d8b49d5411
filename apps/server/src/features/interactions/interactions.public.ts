export { commentThread } from './comment-thread.sql.js';
export {
  type CommentThread,
  CommentThreads,
  type CommentView,
  type RemovedComment,
} from './comment-threads.js';
export { InteractionsModule } from './interactions.module.js';
export { InteractionsService } from './interactions.service.js';
export { marks } from './marks.sql.js';
