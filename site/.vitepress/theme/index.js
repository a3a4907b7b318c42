// System fonts: the theme's own is a quarter of a megabyte.
import DefaultTheme from 'vitepress/theme-without-fonts';
import { showSearchStatus } from './search-status.js';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp() {
    if (!import.meta.env.SSR) showSearchStatus();
  },
};
