// The drawing tool of django-leaflet takes one shape of a field of any geometry, and forgets it when another is drawn. A
// project may have several places: each new one stands beside the others.

const { L } = window;

L.SeveralPlaces = L.GeometryField.extend({
  onCreated(event) {
    this._map.addLayer(event.layer);
    this.drawnItems.addLayer(event.layer);
    this.store.save(this.drawnItems);
  },
});
