// When and where a photo was taken is read of a real one, as a telephone writes it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readCamera } from "../../maps/static/field/js/exif.js";

/** A JPEG of 8 by 8 pixels with DateTimeOriginal 2026:11:01 12:30:00, OffsetTimeOriginal +02:00 and a position. */
const PHOTO =
  "/9j/4AAQSkZJRgABAQAAAQABAAD/4QDORXhpZgAATU0AKgAAAAgAAodpAAQAAAABAAAAJoglAAQAAAABAAAAYAAAAAAAApADAAIAAAAUAAAARJARAAIAAAAHAAAAWAAAAAAyMDI2OjExOjAxIDEyOjMwOjAwACswMjowMAAAAAQAAQACAAAAAk4AAAAAAgAFAAAAAwAAAJYAAwACAAAAAkUAAAAABAAFAAAAAwAAAK4AAAAAAAAAMAAAAAEAAAAzAAAAAQAAAB4AAAABAAAAJQAAAAEAAAAkAAAAAQAAAAAAAAAB/9sAQwAoHB4jHhkoIyEjLSsoMDxkQTw3Nzx7WF1JZJGAmZaPgIyKoLTmw6Cq2q2KjMj/y9ru9f///5vB////+v/m/f/4/9sAQwErLS08NTx2QUF2+KWMpfj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4/8AAEQgACAAIAwEiAAIRAQMRAf/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/EAB8BAAMBAQEBAQEBAQEAAAAAAAABAgMEBQYHCAkKC//EALURAAIBAgQEAwQHBQQEAAECdwABAgMRBAUhMQYSQVEHYXETIjKBCBRCkaGxwQkjM1LwFWJy0QoWJDThJfEXGBkaJicoKSo1Njc4OTpDREVGR0hJSlNUVVZXWFlaY2RlZmdoaWpzdHV2d3h5eoKDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uLj5OXm5+jp6vLz9PX29/j5+v/aAAwDAQACEQMRAD8Ap0UUViekf//Z";
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

test("a photo tells when and where it was taken", async () => {
  const { taken, from } = await readCamera(bytes(PHOTO));
  assert.equal(taken, "2026-11-01T10:30:00.000Z");
  assert.ok(Math.abs(from[0] - 37.6) < 1e-6);
  assert.ok(Math.abs(from[1] - 48.858333) < 1e-6);
});

test("what is no photo tells nothing", async () => {
  assert.deepEqual(await readCamera(new TextEncoder().encode("GIF89a").buffer), {});
});
