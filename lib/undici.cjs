/**
 * undici's Pool alone. Its index brings mocks, caches, WebSockets and a fetch: 250 KB more at every cold start of every
 * function that calls out. The index does the same two steps with the same two files.
 */
const Pool = require('undici/lib/dispatcher/pool.js');
const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');

Dispatcher.prototype.request = require('undici/lib/api/api-request.js');

module.exports = { Pool };
