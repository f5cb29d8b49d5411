export { renewOrders } from './renew-orders.js';
