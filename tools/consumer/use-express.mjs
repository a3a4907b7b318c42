import express from 'express';
import * as converge from 'nestjs-converge/express';
import * as sandbox from 'nestjs-converge/sandbox';
import { deliver } from './express.cjs';

await deliver({ express, converge, sandbox });
