import { Module } from '@nestjs/common';
import { ProgrammeAccess } from './programme-access.js';
import { ProgrammesApiController } from './programmes.api.controller.js';
import { Programmes } from './programmes.queries.js';

/** What is run, when and where: programmes, courses, sessions, venues, plans, and how they are imported. */
@Module({
  controllers: [ProgrammesApiController],
  providers: [Programmes, ProgrammeAccess],
  exports: [Programmes, ProgrammeAccess],
})
export class ProgrammesModule {}
