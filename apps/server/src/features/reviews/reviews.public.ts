export { moderatedReviewComments } from './review-comments.sql.js';
