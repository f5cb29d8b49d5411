export { refreshTrends } from './trends.sql.js';
