/// Values and wire messages that clients and the backend share.
@org.jspecify.annotations.NullMarked
module dev.jensen.protocol {
  requires static transitive org.jspecify;
  requires transitive tools.jackson.core;

  exports dev.jensen.mapping;
  exports dev.jensen.value;
  exports dev.jensen.wire;
}
