// protomaps-leaflet imports two packages for what the map does not use: ready-made flavours and PMTiles archives.
// The import map leads them here, and 60 kB stay unloaded.
export const namedFlavor = () => ({});
export class PMTiles {}
