export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly price: number;
}

export const PLANS: readonly Plan[] = [
  { id: 'tea-box', name: 'Monthly tea box', price: 24.9 },
  { id: 'cheese-board', name: 'Biweekly cheese board', price: 39.5 },
];

export const PLAN_IDS = PLANS.map(({ id }) => id);
