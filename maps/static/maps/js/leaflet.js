// The one door to Leaflet: it comes as a classic script (django-leaflet's), the page's modules import it from here.
export default window.L;
