import index from '@localSearchIndex';

const LOADING = 'Loading the search…';
const FAILED = 'The search could not be loaded. Check your connection, then reload this page.';
/** A search that loads at once says nothing. */
const PATIENCE_MS = 150;

/** Says, also to a screen reader, that the search loads, or that it cannot: it is 320 KB, loaded when asked for. */
export function showSearchStatus() {
  const status = document.createElement('p');
  status.className = 'search-status';
  status.role = 'status';
  document.body.append(status);

  const results = () => document.querySelector('.VPLocalSearchBox .results');
  const say = (text) => {
    status.textContent = text;
    results()?.setAttribute('aria-busy', String(text === LOADING));
  };
  let isLoaded = false;
  const load = () => {
    if (isLoaded) return;
    const patience = setTimeout(() => say(LOADING), PATIENCE_MS);
    index
      .root()
      .then(() => (isLoaded = results() !== null) && say(''))
      .catch(() => say(FAILED))
      .finally(() => clearTimeout(patience));
  };
  document.addEventListener('click', ({ target }) => {
    if (target.closest('.DocSearch-Button')) load();
  });
  // Opened by a key, too; the message moves into the box, below its field.
  new MutationObserver(() => {
    const list = results();
    if (list?.previousElementSibling === status) return;
    if (list) {
      list.before(status);
      load();
    } else if (!status.isConnected) {
      say('');
      document.body.append(status);
    }
  }).observe(document.body, { childList: true });
}
