/** Starts an application on the Nest of its own folder, with the library of another folder. */
import 'reflect-metadata';
import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConvergeModule, TrackConverge } from 'nestjs-converge';

class OrdersController {
  create() {}
}
const descriptor = Object.getOwnPropertyDescriptor(OrdersController.prototype, 'create');
Post()(OrdersController.prototype, 'create', descriptor);
TrackConverge('Placed Order')(OrdersController.prototype, 'create', descriptor);
Controller('orders')(OrdersController);

class AppModule {}
Module({
  imports: [ConvergeModule.forRoot({ enabled: false, outbox: 'memory' })],
  controllers: [OrdersController],
})(AppModule);

try {
  await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  process.stdout.write('started');
} catch (error) {
  process.stdout.write(`${error.name}: ${error.message}`);
}
