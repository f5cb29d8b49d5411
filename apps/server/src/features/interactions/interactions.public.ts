export { commentThread } from './comment-thread.sql.js';
export {
  type CommentThread,
  CommentThreads,
  type CommentView,
  presentComment,
  type RemovedComment,
} from './comment-threads.js';
export { InteractionsModule } from './interactions.module.js';
export { InteractionsService } from './interactions.service.js';
export { marks, type SetMark } from './marks.sql.js';
