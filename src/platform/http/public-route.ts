import { SetMetadata } from '@nestjs/common';

/** Key under which a route says who may come in; read by the access guard. */
export const ACCESS = 'tsudoi:access';

/** Opens a route (or a controller's routes) to everyone. A route that says nothing is closed to all. */
export const Public = () => SetMetadata(ACCESS, 'public');
