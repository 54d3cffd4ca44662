"""One package per brand; each public function builds one product in the empty scene."""
