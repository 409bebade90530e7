"""Administration: the operator registers organisations, clients and partnerships, and every act is logged."""
