import { ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
// Lets the library deliver the last events before the process ends.
app.enableShutdownHooks();
await app.listen(Number(app.get(ConfigService).get('PORT') || 3000));
