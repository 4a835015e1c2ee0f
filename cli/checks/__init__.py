"""What `novaos doctor` looks at: one module per area, one function per finding."""
