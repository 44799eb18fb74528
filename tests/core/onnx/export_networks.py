"""Writes image classifiers as PyTorch exports them to ONNX, with random weights, and what PyTorch
itself answers: for tests of shapes, layers and the runtime. Nothing is fetched.

    /usr/bin/python3 export_networks.py FOLDER [NAME ...]

NAME.onnx, NAME.input (float32, 1 x 3 x side x side) and NAME.logits (float32). Files that are there
already are left alone. Needs Debian's python3-torch and python3-torchvision; without them it says
so and ends with status 77.
"""
import os
import sys
import warnings

try:
    import torch
    import torchvision
except ImportError as error:
    print(f"skipped: {error}; install python3-torch and python3-torchvision")
    sys.exit(77)

SIDE = 96  # of the images; 224 for vgg11_bn, whose adaptive pool needs whole cells

# Name: (constructor, opset, batch side is a name, batch normalisation kept as nodes).
NETWORKS = {
    "resnet18": (lambda m: m.resnet18(num_classes=7), 7, True, True),
    "mobilenet_v2": (lambda m: m.mobilenet_v2(num_classes=7), 9, False, True),
    "mobilenet_v3_small": (lambda m: m.mobilenet_v3_small(num_classes=7), 11, True, False),
    "densenet121": (lambda m: m.densenet121(num_classes=7), 12, True, True),
    "efficientnet_b0": (lambda m: m.efficientnet_b0(num_classes=7), 13, True, False),
    "squeezenet1_1": (lambda m: m.squeezenet1_1(num_classes=7), 10, True, False),
    "shufflenet_v2_x1_0": (lambda m: m.shufflenet_v2_x1_0(num_classes=7), 16, True, True),
    "shufflenet_v2_x0_5": (lambda m: m.shufflenet_v2_x0_5(num_classes=7), 8, False, False),
    "vgg11_bn": (lambda m: small_vgg(m), 14, True, True),
    "googlenet": (lambda m: m.googlenet(num_classes=7, aux_logits=False, init_weights=False,
                                        transform_input=True), 15, True, False),
    "mnasnet1_0": (lambda m: m.mnasnet1_0(num_classes=7), 17, False, False),
    "regnet_y_400mf": (lambda m: m.regnet_y_400mf(num_classes=7), 17, True, True),
    "convnext_tiny": (lambda m: m.convnext_tiny(num_classes=7), 17, True, False),
}


def small_vgg(models):
    """vgg11_bn, whose first linear layer alone would make a file of 400 MB, with a narrower one."""
    network = models.vgg11_bn(num_classes=7)
    linear = torch.nn.Linear
    network.classifier = torch.nn.Sequential(linear(512 * 49, 16), torch.nn.ReLU(),
                                             torch.nn.Dropout(), linear(16, 7))
    return network


def shake(network):
    """Statistics and scales of batch normalisation other than 0 and 1, so that they count."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 1.5)
            with torch.no_grad():
                module.weight.uniform_(0.7, 1.3)
                module.bias.uniform_(-0.2, 0.2)


def export(folder, name):
    path = os.path.join(folder, name)
    if all(os.path.exists(path + end) for end in (".onnx", ".input", ".logits")):
        return
    make, opset, named_batch, keep_norm = NETWORKS[name]
    torch.manual_seed(2018)
    network = make(torchvision.models).eval()
    shake(network)
    side = 224 if name == "vgg11_bn" else SIDE
    image = torch.randn(1, 3, side, side)
    mode = torch.onnx.TrainingMode.PRESERVE if keep_norm else torch.onnx.TrainingMode.EVAL
    with torch.no_grad():
        logits = network(image)
        torch.onnx.export(network, image, path + ".part", opset_version=opset, training=mode,
                          input_names=["image"], output_names=["logits"],
                          dynamic_axes={"image": {0: "N"}, "logits": {0: "N"}}
                          if named_batch else None)
    image.numpy().tofile(path + ".input")
    logits.numpy().tofile(path + ".logits")
    os.rename(path + ".part", path + ".onnx")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    os.makedirs(sys.argv[1], exist_ok=True)
    for wanted in sys.argv[2:] or NETWORKS:
        export(sys.argv[1], wanted)
