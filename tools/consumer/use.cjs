require('reflect-metadata');
const { deliver } = require('./shop.cjs');

void deliver({
  common: require('@nestjs/common'),
  core: require('@nestjs/core'),
  converge: require('nestjs-converge'),
  sandbox: require('nestjs-converge/sandbox'),
});
