// System fonts: the theme's own is a quarter of a megabyte.
import DefaultTheme from 'vitepress/theme-without-fonts';
import './style.css';

export default DefaultTheme;
