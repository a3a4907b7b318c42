export declare function findChromium(): string;
export declare const CHROMIUM_ARGUMENTS: string[];
export function findStrace(): string | undefined;
