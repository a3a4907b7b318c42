import { render } from 'preact';
import { listen } from './api/stream.js';
import { App } from './app.js';
import { listenToKeys } from './shell/shortcuts.js';
import { watchFault } from './state/fault.js';

const page = document.getElementById('page');
if (page !== null) render(<App />, page);
listenToKeys();
watchFault();
listen();
