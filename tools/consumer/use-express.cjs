const { deliver } = require('./express.cjs');

void deliver({
  express: require('express'),
  converge: require('nestjs-converge/express'),
  sandbox: require('nestjs-converge/sandbox'),
});
