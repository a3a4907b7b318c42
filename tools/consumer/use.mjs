import 'reflect-metadata';
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import * as converge from 'nestjs-converge';
import * as sandbox from 'nestjs-converge/sandbox';
import { deliver } from './shop.cjs';

await deliver({ common, core, converge, sandbox });
