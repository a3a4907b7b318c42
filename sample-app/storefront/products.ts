export interface Product {
  readonly id: string;
  readonly name: string;
  readonly pack: string;
  readonly price: number;
}

export const PRODUCTS: readonly Product[] = [
  { id: '1', name: 'Chai', pack: '10 boxes of 20 bags', price: 18 },
  { id: '11', name: 'Queso Cabrales', pack: '1 kg', price: 21 },
  { id: '19', name: 'Teatime Chocolate Biscuits', pack: '10 boxes of 12 pieces', price: 9.2 },
  { id: '61', name: 'Sirop d’érable', pack: '24 bottles of 500 ml', price: 28.5 },
  { id: '72', name: 'Mozzarella di Giovanni', pack: '24 packs of 200 g', price: 34.8 },
];

export const FREIGHT = 12.5;
