/// What functions written in Java are compiled against; see [dev.jensen.functions].
@org.jspecify.annotations.NullMarked
module dev.jensen.functions {
  requires static transitive org.jspecify;
  requires transitive dev.jensen.protocol;

  exports dev.jensen.functions;
}
