import { Module } from '@nestjs/common';
import { ProgrammesApiController } from './programmes.api.controller.js';
import { Programmes } from './programmes.queries.js';

/** What is run, when and where: programmes, courses, sessions, venues, plans, and how they are imported. */
@Module({
  controllers: [ProgrammesApiController],
  providers: [Programmes],
  exports: [Programmes],
})
export class ProgrammesModule {}
