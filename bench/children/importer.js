/** Imports the given modules next to Nest, and prints the time and the memory that they take. */
import '@nestjs/common';
import '@nestjs/core';
import 'class-transformer';
import 'class-validator';
import 'rxjs';

globalThis.gc();
const before = process.memoryUsage.rss();
const begin = performance.now();
for (const name of process.argv.slice(2)) await import(name);
const ms = performance.now() - begin;
globalThis.gc();
console.log(JSON.stringify({ ms, bytes: process.memoryUsage.rss() - before }));
