import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input } from '../../platform/http/endpoint.js';
import { AvailabilityService } from './availability.service.js';

@Controller()
export class AvailabilityController {
  constructor(private readonly availability: AvailabilityService) {}

  @Endpoint(ROUTES.getAvailability)
  async get(@Input() { params, query }: Parsed<typeof ROUTES.getAvailability>) {
    return new Answer(await this.availability.of(params.id, query));
  }
}
