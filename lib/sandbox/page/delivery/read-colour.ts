/** @returns a colour of the style sheet as it is at the moment; a canvas knows no variables */
export function readColour(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
