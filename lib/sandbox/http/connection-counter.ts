import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Counts the sockets of a server, and can end them. */
export class ConnectionCounter {
  private readonly sockets = new Set<Socket>();
  private most = 0;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      this.most = Math.max(this.most, this.sockets.size);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  get open(): number {
    return this.sockets.size;
  }

  get peak(): number {
    return this.most;
  }

  resetPeak(): void {
    this.most = this.sockets.size;
  }

  endAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
