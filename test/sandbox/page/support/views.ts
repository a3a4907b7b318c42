/** Each view, with something that is there once it is drawn. */
export const VIEWS = [
  ['#/logs', '.grid-row:nth-child(6)'],
  ['#/logs/7', '.findings.warning'],
  ['#/logs/2?show=attempts', '.differences'],
  ['#/logs/5?show=request', '.code-block'],
  ['#/logs/3?show=answer', '.answer'],
  ['#/warnings', '.flagged'],
  ['#/warnings?show=coverage', '.coverage'],
  ['#/profiles', '.profile-line'],
  ['#/profiles/1', '.alias-table tbody tr'],
  ['#/delivery', 'canvas'],
  ['#/shop', '.shop-list'],
  ['#/validate', '.empty'],
] as const;
