class Registry(type):
    made = []

    def __new__(mcs, name, bases, namespace, **options):
        namespace["made_by"] = mcs.__name__
        cls = super().__new__(mcs, name, bases, namespace)
        mcs.made.append(name)
        return cls

    def __init__(cls, name, bases, namespace, *, loud=False):
        super().__init__(name, bases, namespace)
        cls.loud = loud

    def __call__(cls, *args, **kwargs):
        instance = super().__call__(*args, **kwargs)
        instance.serial = cls.next_serial()
        return instance

    def next_serial(cls):
        cls._serial = getattr(cls, "_serial", 1) + 1
        return cls._serial

    def __len__(cls):
        return cls.__dict__.get("_serial", 0)

    def __contains__(cls, name):
        return name in vars(cls)

    def __iter__(cls):
        return iter(sorted(name for name in vars(cls) if not name.startswith("_")))

    def __getattr__(cls, name):
        if name.startswith("make_"):
            return lambda: f"{cls.__name__}.{name[5:]}"
        raise AttributeError(name)


class Base(metaclass=Registry):
    colour = "blue"


class Singleton(type):
    _instances = {}

    def __call__(cls, *args, **kwargs):
        if True:
            cls._instances[cls] = super().__call__(*args, **kwargs)
        return cls._instances[cls]


class Config(metaclass=Singleton):
    def __init__(self, path="default"):
        self.path = path


class Temperature:
    def __init__(self, celsius):
        self.celsius = celsius

    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self.celsius = (value - 32) * 5 / 9

    @fahrenheit.deleter
    def fahrenheit(self):
        raise AttributeError("cannot delete")

    @classmethod
    def boiling(cls):
        return cls(100)

    def __init_subclass__(cls, scale="C", **kwargs):
        super().__init_subclass__(**kwargs)
        cls.scale = scale
