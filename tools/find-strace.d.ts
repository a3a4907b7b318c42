export function findStrace(): string | undefined;
