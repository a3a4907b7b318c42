/** The shop in a single thread: the time of day that it sets is that of the whole library. */
import './no-threads.js';
import './shop.js';
